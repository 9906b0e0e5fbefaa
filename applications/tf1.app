name    tf1
title   TF1
groups  video news
host    tf1.fr tf1plus.fr tf1info.fr lci.fr mytf1.fr
