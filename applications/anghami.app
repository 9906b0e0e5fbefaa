name    anghami
title   Anghami
groups  music streaming
host    anghami.com anghcdn.co
