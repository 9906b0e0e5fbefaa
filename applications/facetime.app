name    facetime
title   FaceTime and iMessage
groups  voip chat
host    facetime.apple.com ess.apple.com identity.apple.com ess-apple.com.akadns.net
ndpi    Apple
