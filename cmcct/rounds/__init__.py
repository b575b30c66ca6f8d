"""Verification rounds: letters to all who are asked, their answers, and where a round stands."""
