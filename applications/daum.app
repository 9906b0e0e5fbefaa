name    daum
title   Daum
groups  web news
host    daum.net daumcdn.net tistory.com hanmail.net
