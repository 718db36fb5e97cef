"""The web application: everything that comes by HTTP."""
