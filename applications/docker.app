name    docker
title   Docker
groups  developer update
host    docker.com docker.io dockerusercontent.com
