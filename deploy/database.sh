#!/bin/sh
# Run once by the database's image on an empty volume. The product's role is not the superuser, and the superuser,
# left without a password, enters only from inside the container.
set -eu
psql --no-psqlrc --quiet --username "$POSTGRES_USER" --dbname postgres --set password="$POSTGRES_PASSWORD" \
    --file /sciencemap/database.sql --command 'ALTER ROLE CURRENT_USER PASSWORD NULL'
