-- People's texts for the embedding model say what work is sought, and nothing else that is known: as
-- matching.profiles.wish_text writes them from now on. Their vectors follow with the next run.
WITH known AS (
    SELECT id,
           (SELECT string_agg(btrim(name, E' \t\n\r'), ', ' ORDER BY place)
            FROM unnest(job_roles) WITH ORDINALITY AS role (name, place)
            WHERE btrim(name, E' \t\n\r') <> '') AS roles,
           (SELECT string_agg(btrim(name, E' \t\n\r'), ', ' ORDER BY place)
            FROM unnest(job_categories) WITH ORDINALITY AS field (name, place)
            WHERE btrim(name, E' \t\n\r') <> '') AS fields,
           (SELECT string_agg(btrim(name, E' \t\n\r'), ', ' ORDER BY place)
            FROM unnest(technical_skills) WITH ORDINALITY AS skill (name, place)
            WHERE btrim(name, E' \t\n\r') <> '') AS skills,
           nullif(btrim(user_job_input, E' \t\n\r'), '') AS own_words
    FROM user_preferences
    WHERE embedding_text <> ''
), said AS (
    SELECT id, CASE WHEN roles IS NULL THEN concat_ws(E'\n', fields, own_words, skills)
                    ELSE concat_ws(E'\n', roles, fields) END AS text
    FROM known
)
UPDATE user_preferences AS wish
SET embedding_text = said.text, embedding_hash = left(encode(sha256(convert_to(said.text, 'UTF8')), 'hex'), 32)
FROM said
WHERE said.id = wish.id AND said.text <> '' AND said.text <> wish.embedding_text;
