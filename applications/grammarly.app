name    grammarly
title   Grammarly
groups  office ai
host    grammarly.com grammarly.io grammarly.net grammarlyaws.com grammarly.ai
