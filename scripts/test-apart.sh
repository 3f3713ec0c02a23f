#!/bin/sh
# The half of `npm test` that runs beside the shared cluster: real shells, sshd and namespaces, then nodes of their own.
# $1: the folder for the reports.
cd "$(dirname "$0")/.."
PATH=$PWD/node_modules/.bin:$PATH
status=0
for project in system lab-apart; do
  vitest run --project $project --reporter=default --reporter=json --outputFile.json="$1/$project.json" || status=1
done
exit $status
