"""The equations of the help, as the engine computes them. Data only."""

CELLS = """\
  RNN    h' = tanh([x, h] K + b)

  LSTM   i, j, f, o = [x, h] K + b, cut in four
         c' = sigmoid(f + 1) * c + sigmoid(i) * tanh(j)
         h' = sigmoid(o) * tanh(c')
         PyTorch: i, f, g, o (g is j), no 1 beside f, two biases

  GRU    r, u = sigmoid([x, h] K + b), cut in two
         n  = tanh([x, r * h] Kn + bn)
         h' = u * h + (1 - u) * n
         PyTorch: z is u, n = tanh(x W + b + r * (h U + b'))"""

OPTIMIZERS = """\
  SGD      a <- m a + g;  w <- w - lr a

  RMSProp  TensorFlow: ms from 1;  ms <- decay ms + (1 - decay) g^2
           a <- m a + lr g / sqrt(ms + 1e-10);  w <- w - a
           PyTorch: ms from 0
           a <- m a + g / (sqrt(ms) + 1e-8);  w <- w - lr a

  Adam     v <- 0.9 v + 0.1 g;  s <- 0.999 s + 0.001 g^2;  after t updates
           TensorFlow: w <- w - lr sqrt(1 - 0.999^t) / (1 - 0.9^t) v / (sqrt(s) + 1e-8)
           PyTorch: w <- w - lr v / (1 - 0.9^t) / (sqrt(s / (1 - 0.999^t)) + 1e-8)"""

COST = """\
  p_t  = softmax(logits_t)
  cost = sum over t of weight_t * -ln p_t[target_t], divided by the batch"""
