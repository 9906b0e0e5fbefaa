name    perplexity
title   Perplexity
groups  ai search
host    perplexity.ai pplx.ai perplexity.com
