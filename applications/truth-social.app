name    truth-social
title   Truth Social
groups  social
host    truthsocial.com
