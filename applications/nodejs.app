name    nodejs
title   Node.js
groups  developer update
host    nodejs.org
