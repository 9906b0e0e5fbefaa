name    bolt
title   Bolt
groups  travel food
host    bolt.eu taxify.eu boltsvc.net
