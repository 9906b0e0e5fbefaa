name    go-modules
title   Go modules
groups  developer update
host    golang.org go.dev gopkg.in
