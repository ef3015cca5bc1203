"""Machine translation: durable jobs, run by a worker and never in a request; what they made is marked.

`service` says what a translator is and finds the one that is configured; `http` and `localize` are two.
`jobs` takes texts to it and puts what comes back into a draft, as if it came as a file. `marks` keeps
which versions nobody has confirmed yet.
"""
