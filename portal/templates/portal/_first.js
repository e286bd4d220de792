document.documentElement.classList.add("js");try{if(localStorage.getItem("text")==="large")document.documentElement.dataset.text="large"}catch(e){}
