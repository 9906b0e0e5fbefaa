name    kakaotalk
title   KakaoTalk
groups  chat voip
host    kakao.com kakaocdn.net kakao.co.kr daumkakao.com kakaocorp.com kakaopay.com kakao.tv kakaoi.com
ndpi    KakaoTalk KakaoTalk_Voice
