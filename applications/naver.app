name    naver
title   Naver
groups  web search
host    naver.com naver.net pstatic.net navercorp.com naver.me naver.jp ncloud.com ntruss.com gov-ntruss.com
