-- A call for a short text costs less than a millionth of a dollar: kept as it is, it counts against the budget too.

ALTER TABLE model_costs ALTER COLUMN cost_usd TYPE numeric(15, 9);
ALTER TABLE model_reservations ALTER COLUMN cost_usd TYPE numeric(15, 9);
