-- What currencies are worth, day by day, so that pay in one can be set against pay asked in another.

CREATE TABLE exchange_rates (
    currency  text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    rated_on  date NOT NULL,
    per_usd   double precision NOT NULL CHECK (per_usd > 0 AND per_usd < 'Infinity'),
    source    text NOT NULL,
    PRIMARY KEY (currency, rated_on)
);
COMMENT ON TABLE exchange_rates IS 'The newest day of a currency counts; a currency without any is not compared.';
COMMENT ON COLUMN exchange_rates.per_usd IS 'Units of the currency for one US dollar.';

-- Rounded; an operator keeps them current with "python -m jobs rates".
INSERT INTO exchange_rates (currency, per_usd, rated_on, source) VALUES
    ('USD', 1, '2025-06-30', 'shipped'), ('EUR', 0.86, '2025-06-30', 'shipped'),
    ('GBP', 0.74, '2025-06-30', 'shipped'), ('CHF', 0.80, '2025-06-30', 'shipped'),
    ('NGN', 1540, '2025-06-30', 'shipped'), ('KES', 129, '2025-06-30', 'shipped'),
    ('ETB', 135, '2025-06-30', 'shipped'), ('TZS', 2630, '2025-06-30', 'shipped'),
    ('UGX', 3600, '2025-06-30', 'shipped'), ('RWF', 1440, '2025-06-30', 'shipped'),
    ('BIF', 2950, '2025-06-30', 'shipped'), ('GHS', 10.4, '2025-06-30', 'shipped'),
    ('ZAR', 17.8, '2025-06-30', 'shipped'), ('XOF', 564, '2025-06-30', 'shipped'),
    ('XAF', 564, '2025-06-30', 'shipped'), ('ZMW', 23.7, '2025-06-30', 'shipped'),
    ('MWK', 1735, '2025-06-30', 'shipped'), ('BWP', 13.4, '2025-06-30', 'shipped'),
    ('NAD', 17.8, '2025-06-30', 'shipped'), ('SZL', 17.8, '2025-06-30', 'shipped'),
    ('LSL', 17.8, '2025-06-30', 'shipped'), ('MUR', 45.2, '2025-06-30', 'shipped'),
    ('MGA', 4450, '2025-06-30', 'shipped'), ('MZN', 63.9, '2025-06-30', 'shipped'),
    ('AOA', 917, '2025-06-30', 'shipped'), ('CDF', 2850, '2025-06-30', 'shipped'),
    ('GMD', 71.5, '2025-06-30', 'shipped'), ('SLE', 22.6, '2025-06-30', 'shipped'),
    ('LRD', 200, '2025-06-30', 'shipped'), ('SDG', 601, '2025-06-30', 'shipped'),
    ('SSP', 4600, '2025-06-30', 'shipped'), ('SOS', 571, '2025-06-30', 'shipped'),
    ('DJF', 178, '2025-06-30', 'shipped'), ('GNF', 8660, '2025-06-30', 'shipped'),
    ('EGP', 49.6, '2025-06-30', 'shipped'), ('MAD', 9.0, '2025-06-30', 'shipped'),
    ('TND', 2.9, '2025-06-30', 'shipped'), ('DZD', 129.7, '2025-06-30', 'shipped'),
    ('LYD', 5.4, '2025-06-30', 'shipped'), ('AED', 3.67, '2025-06-30', 'shipped'),
    ('SAR', 3.75, '2025-06-30', 'shipped'), ('QAR', 3.64, '2025-06-30', 'shipped'),
    ('KWD', 0.306, '2025-06-30', 'shipped'), ('BHD', 0.376, '2025-06-30', 'shipped'),
    ('OMR', 0.385, '2025-06-30', 'shipped'), ('JOD', 0.709, '2025-06-30', 'shipped'),
    ('INR', 85.7, '2025-06-30', 'shipped'), ('PKR', 284, '2025-06-30', 'shipped'),
    ('BDT', 122.7, '2025-06-30', 'shipped'), ('LKR', 300, '2025-06-30', 'shipped'),
    ('NPR', 137, '2025-06-30', 'shipped'), ('PHP', 56.3, '2025-06-30', 'shipped'),
    ('IDR', 16230, '2025-06-30', 'shipped'), ('MYR', 4.21, '2025-06-30', 'shipped'),
    ('SGD', 1.27, '2025-06-30', 'shipped'), ('THB', 32.5, '2025-06-30', 'shipped'),
    ('VND', 26100, '2025-06-30', 'shipped'), ('HKD', 7.85, '2025-06-30', 'shipped'),
    ('CNY', 7.16, '2025-06-30', 'shipped'), ('JPY', 144, '2025-06-30', 'shipped'),
    ('KRW', 1350, '2025-06-30', 'shipped'), ('AUD', 1.52, '2025-06-30', 'shipped'),
    ('NZD', 1.64, '2025-06-30', 'shipped'), ('CAD', 1.36, '2025-06-30', 'shipped'),
    ('BRL', 5.43, '2025-06-30', 'shipped'), ('MXN', 18.8, '2025-06-30', 'shipped'),
    ('COP', 4090, '2025-06-30', 'shipped'), ('CLP', 932, '2025-06-30', 'shipped'),
    ('ARS', 1190, '2025-06-30', 'shipped'), ('PEN', 3.54, '2025-06-30', 'shipped'),
    ('JMD', 160, '2025-06-30', 'shipped'), ('TTD', 6.78, '2025-06-30', 'shipped'),
    ('PLN', 3.61, '2025-06-30', 'shipped'), ('CZK', 21.0, '2025-06-30', 'shipped'),
    ('HUF', 340, '2025-06-30', 'shipped'), ('RON', 4.33, '2025-06-30', 'shipped'),
    ('UAH', 41.7, '2025-06-30', 'shipped'), ('TRY', 39.8, '2025-06-30', 'shipped'),
    ('SEK', 9.48, '2025-06-30', 'shipped'), ('NOK', 10.1, '2025-06-30', 'shipped'),
    ('DKK', 6.36, '2025-06-30', 'shipped'), ('ILS', 3.37, '2025-06-30', 'shipped');
