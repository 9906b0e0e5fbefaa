name    temu
title   Temu
groups  shopping
host    temu.com kwcdn.com temu.to
