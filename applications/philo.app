name    philo
title   Philo
groups  video streaming
host    philo.com
