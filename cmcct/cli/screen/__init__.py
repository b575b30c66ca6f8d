"""What a terminal shows and asks: tables, sheets, reports, questions, and the pager."""
