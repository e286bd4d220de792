-- The role and the database of the product, made by the superuser; run again it changes nothing.
-- Extensions go into the template, so that test databases have them too: the role may not create PostGIS.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
SELECT 'CREATE ROLE sciencemap LOGIN CREATEDB'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sciencemap') \gexec
\if :{?password}
ALTER ROLE sciencemap PASSWORD :'password';
\endif
\connect template1
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS btree_gin;
\connect postgres
SELECT 'CREATE DATABASE sciencemap OWNER sciencemap'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'sciencemap') \gexec
