"""The countries of the Caribbean and around it: those of the table, in its order."""

from cmcct.reference.countries import all_countries

REGION = tuple(country for country in all_countries() if country.groups)
