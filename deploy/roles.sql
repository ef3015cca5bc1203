-- Least privilege on PostgreSQL: `owner` owns the tables and migrates, `app` runs web, workers and beat.
-- psql --set owner=newsroom_owner --set app=newsroom_app --file roles.sql newsroom
-- As a superuser or the database's owner, after the first migration and each later one; again it changes nothing.
-- The roles themselves, with their passwords, are made before: CREATE ROLE newsroom_app LOGIN PASSWORD '...';
\set ON_ERROR_STOP on

-- Nobody else comes in, nor makes tables.
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO %I, %I', current_database(), :'owner', :'app') \gexec
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO :"owner";
GRANT USAGE ON SCHEMA public TO :"app";

-- `app` reads and writes rows. It cannot change, empty or drop a table.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"app";
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO :"app";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"app";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public GRANT USAGE ON SEQUENCES TO :"app";

-- What was announced stays as it was: events are only ever added, but for the channel of a deleted one.
REVOKE UPDATE, DELETE ON newswire_publisher_event FROM :"app";
GRANT UPDATE (channel_id) ON newswire_publisher_event TO :"app";
-- Only a migration says which migrations there were.
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM :"app";
