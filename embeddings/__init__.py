"""Text to vectors, vectors to neighbours."""

import os

# ONNX Runtime 1.29 and later send usage data to their maker unless this stands in the environment
# before they are loaded (microsoft/onnxruntime#27379). Here, for every way of loading them passes
# this room.
os.putenv("ORT_DISABLE_TELEMETRY", "1")
