"""Whom to call now: lines, their states, the order of sections, and their words.

A line is one number of one seat. Terminal, JSON, page, PDF and `cmcct status --night` use these;
the page has a copy in JavaScript (`line_order.js`).
"""
