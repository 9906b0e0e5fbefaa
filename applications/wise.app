name    wise
title   Wise
groups  finance
host    wise.com transferwise.com
