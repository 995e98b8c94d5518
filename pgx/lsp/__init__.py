"""The editor's side of the rule language: a language server over `pgx.rules`, with the knowledge base at hand.

Everything but `server` is plain functions of a `Document` and a `Desk`; `server` alone speaks the protocol.
"""
