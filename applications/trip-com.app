name    trip-com
title   Trip.com
groups  travel
host    trip.com ctrip.com c-ctrip.com tripcdn.com skyscanner.net skyscanner.com qunar.com
