name    mux
title   Mux
groups  video developer
host    mux.com mux.dev
