"""What each site has of a page: shown beside the editor, and on a page of its own.

reading.read (a fixed number of queries) -> rows.row_of -> board.board_of -> the templates of
newswire_publisher/panel. Sending again is a job (resend.py); it changes nothing else.
"""
