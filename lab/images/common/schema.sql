-- The vendor's database, as far as docs know it: empty, as on a freshly installed node.
CREATE ROLE ncgest LOGIN PASSWORD 'ncgest';
CREATE DATABASE "POSTGRESQL" OWNER ncgest;
\connect POSTGRESQL
SET ROLE ncgest;
CREATE SCHEMA redone;
CREATE SCHEMA redsms;
CREATE TABLE redone.dmsa_rep_node (
  repnode_id serial PRIMARY KEY, name text UNIQUE, ip text, status smallint);
CREATE TABLE redone.dmsa_node (
  node_id serial PRIMARY KEY, name text UNIQUE, ip text, is_alive smallint, status text,
  repnode_id int REFERENCES redone.dmsa_rep_node);
CREATE TABLE redone.customer (
  customer_id serial PRIMARY KEY, name text, node_id int REFERENCES redone.dmsa_node);
CREATE TABLE redone.operator (
  prefix text PRIMARY KEY, node_id int REFERENCES redone.dmsa_node);
CREATE TABLE redone.device (
  device_id serial PRIMARY KEY, customer_id int REFERENCES redone.customer);
CREATE TABLE redone.sd (
  sd_seqnum serial PRIMARY KEY, sd_name text, sd_node_name text, sd_node_addr text,
  sd_load_weight int DEFAULT 1);
CREATE TABLE redsms.sd (
  sd_seqnum int PRIMARY KEY, sd_name text, sd_node_name text, sd_node_addr text,
  sd_ha_isactive smallint DEFAULT 1);
CREATE TABLE redone.msa_vars (
  var_name text PRIMARY KEY, var_value text, var_lastupdated timestamp DEFAULT now(), comment text);
