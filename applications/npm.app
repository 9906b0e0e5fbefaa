name    npm
title   npm
groups  developer update
host    npmjs.org npmjs.com yarnpkg.com npmmirror.com
