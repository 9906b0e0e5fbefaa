name    element
title   Matrix and Element
groups  chat voip
host    matrix.org element.io vector.im riot.im ems.host matrix.to beeper.com
