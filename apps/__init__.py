"""The screens: Panel pages around the labs. `apps.shell` plays, each page declares its pictures."""
