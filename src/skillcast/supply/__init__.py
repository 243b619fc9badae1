"""From school intakes and other sources to entrants by occupation."""
