name    patreon
title   Patreon
groups  social
host    patreon.com patreonusercontent.com
