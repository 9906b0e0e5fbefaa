name    ping-identity
title   Ping Identity
groups  authentication
host    pingidentity.com pingone.com pingone.eu
