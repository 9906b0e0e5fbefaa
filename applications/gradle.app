name    gradle
title   Gradle
groups  developer update
host    gradle.org gradle.com
