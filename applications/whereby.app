name    whereby
title   Whereby
groups  voip video
host    whereby.com appear.in
