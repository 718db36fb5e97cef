"""The copies of one opening: which texts offer the same, and the clusters that they form."""
