name    motorola
title   Motorola
groups  operating-system
host    motorola.com motorola-hub.com svcmot.com blurdev.com
