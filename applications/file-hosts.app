name    file-hosts
title   File hosts
groups  storage
host    rapidgator.net rg.to 1fichier.com turbobit.net k2s.cc keep2share.cc
