name    helm
title   Helm
groups  developer
host    helm.sh
