name    kubernetes
title   Kubernetes
groups  developer
host    k8s.io kubernetes.io k8s.gcr.io
