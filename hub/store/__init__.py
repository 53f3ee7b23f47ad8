"""The only room that speaks to PostgreSQL: pool, migrations, one file per aggregate."""
