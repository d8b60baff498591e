"""Headers of every answer, whoever gives it: page, part, file, feed, static file, word to a machine or error."""

# What no page of the portal asks a browser for. Printing, full screen and the clipboard stay as they are.
FEATURES = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in FEATURES),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# For what is no page of ours: should a browser show it all the same, nothing in it runs or is fetched.
SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"


class HeadersMiddleware:
    """Above all that answers. What was handed up or is no page goes out in a sandbox of its own."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in EVERYWHERE.items():
            response.headers.setdefault(name, value)
        is_file = response.get("Content-Disposition", "").startswith("attachment")
        if is_file or "Content-Security-Policy" not in response:
            response["Content-Security-Policy"] = SANDBOX
        return response
