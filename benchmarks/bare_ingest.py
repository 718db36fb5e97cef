"""A bare Flask handler that inserts the raw body: what durable ingest costs at least. See benchmarks/ingest.py."""

from __future__ import annotations

import os
import threading

import psycopg2
from flask import Flask, request

app = Flask(__name__)
own = threading.local()


@app.post("/webhooks/telegram")
@app.post("/webhooks/whatsapp")
def take() -> str:
    if not hasattr(own, "conn"):
        own.conn = psycopg2.connect(os.environ["DATABASE_URL"])
    with own.conn, own.conn.cursor() as cursor:
        cursor.execute("INSERT INTO bare (body) VALUES (%s)", (request.get_data(as_text=True),))
    return "ok"
