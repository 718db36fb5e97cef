"""Everything stored about one person, for /export: one statement, so that nothing is left out by accident."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from db.query import value

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


def collect_person(conn: Connection, user_id: int) -> dict[str, Any]:
    """All rows of a person by table; a vector is named by its model, not spelled out."""
    found = value(
        conn,
        """
        -- everything stored about one person
        SELECT jsonb_build_object(
            'person', (SELECT to_jsonb(u) - 'id' FROM users u WHERE u.id = %(user)s),
            'channels', (SELECT coalesce(jsonb_agg(to_jsonb(a) - 'id' - 'user_id'), '[]')
                         FROM channel_accounts a WHERE a.user_id = %(user)s),
            'whatsapp_addresses', (SELECT coalesce(jsonb_agg(to_jsonb(w) - 'conversation_id'), '[]')
                                   FROM whatsapp_addresses w JOIN conversations c ON c.id = w.conversation_id
                                   WHERE c.user_id = %(user)s),
            'templates', (SELECT coalesce(jsonb_agg(to_jsonb(t) - 'user_id' - 'outbox_id' - 'cost_usd'), '[]')
                          FROM template_messages t WHERE t.user_id = %(user)s),
            'consents', (SELECT coalesce(jsonb_agg(to_jsonb(c) - 'id' - 'user_id'), '[]')
                         FROM consents c WHERE c.user_id = %(user)s),
            'searches', (SELECT coalesce(jsonb_agg(to_jsonb(p) - 'id' - 'user_id' - 'user_embedding'), '[]')
                         FROM user_preferences p WHERE p.user_id = %(user)s),
            'saved_jobs', (SELECT coalesce(jsonb_agg(to_jsonb(s) - 'user_id'), '[]')
                           FROM saved_jobs s WHERE s.user_id = %(user)s),
            'applied_jobs', (SELECT coalesce(jsonb_agg(to_jsonb(s) - 'user_id'), '[]')
                             FROM applied_jobs s WHERE s.user_id = %(user)s),
            'matches', (SELECT coalesce(jsonb_agg(to_jsonb(m) - 'id' - 'user_id' - 'outbox_id' - 'digest_id'), '[]')
                        FROM matches m WHERE m.user_id = %(user)s),
            'feedback', (SELECT coalesce(jsonb_agg(to_jsonb(f) - 'id' - 'user_id'), '[]')
                         FROM feedback f WHERE f.user_id = %(user)s),
            'reports', (SELECT coalesce(jsonb_agg(to_jsonb(r) - 'user_id'), '[]')
                        FROM job_reports r WHERE r.user_id = %(user)s),
            'searches_made', (SELECT coalesce(jsonb_agg(to_jsonb(s) - 'id' - 'user_id'), '[]')
                              FROM searches s WHERE s.user_id = %(user)s),
            'digests', (SELECT coalesce(jsonb_agg(to_jsonb(d) - 'id' - 'user_id'), '[]')
                        FROM digests d WHERE d.user_id = %(user)s),
            'messages_received', (SELECT coalesce(jsonb_agg(
                                      jsonb_build_object('at', i.received_at, 'message', i.payload)), '[]')
                                  FROM inbox i JOIN conversations c ON c.id = i.conversation_id
                                  WHERE c.user_id = %(user)s AND i.payload IS NOT NULL),
            'messages_sent', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', o.sent_at, 'message', o.body)
                                                        ORDER BY o.id), '[]')
                              FROM outbox o WHERE o.user_id = %(user)s
                              AND o.body ->> 'key' IS DISTINCT FROM 'export'))
        """,
        {"user": user_id},
    )
    return dict(found)
