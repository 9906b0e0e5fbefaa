name    homebrew
title   Homebrew
groups  developer update
host    brew.sh
